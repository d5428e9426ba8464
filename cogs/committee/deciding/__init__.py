"""What is done to motions: each act in one transaction with its entry in the log and what is to be said."""
