"""Voting: the paper, its forms, what was marked so far, the review, the receipt."""
