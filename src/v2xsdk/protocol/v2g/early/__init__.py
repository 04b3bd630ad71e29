"""What DIN 70121 and ISO 15118-2 have in common: messages are a body inside V2G_Message, DC works the same way."""
