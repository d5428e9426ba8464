"""The course of an election: who does which step, what follows from it, and what is due by itself."""
