"""What the team types: about a consultation, about a question, about a new one."""
