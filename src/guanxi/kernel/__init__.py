"""What an object is: declarations and plain specs, with no input or output."""
