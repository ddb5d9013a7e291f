"""The only code near a socket: tasks, the writer, timers."""
