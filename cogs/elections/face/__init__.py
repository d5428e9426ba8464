"""What officers and voters see and press."""
