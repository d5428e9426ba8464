"""The rows of the committee's motions."""
