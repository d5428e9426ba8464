"""What members see and press of the committee's motions."""
