"""What the transports share: the contract, an HTTP client with manners, files of records, listings of stores."""
