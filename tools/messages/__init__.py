"""Parts of the message generator."""
