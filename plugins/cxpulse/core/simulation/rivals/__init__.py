"""The rules that people use; one file is one rival."""
