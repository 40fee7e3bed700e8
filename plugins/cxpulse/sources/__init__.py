"""Files of exports, from wherever they are, as batches of text cells with the line each row starts on."""
