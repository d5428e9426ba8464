"""From the bodies that sources answer with to items."""
