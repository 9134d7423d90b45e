"""What carries work and events between the threads of the desk and the one thread of the windows."""
