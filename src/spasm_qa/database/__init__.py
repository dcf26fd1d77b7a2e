"""What is written while people use the app: conversations, feedback, the desk's log. tables -> migrations -> engine."""
