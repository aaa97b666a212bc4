"""Quick replies: the list, the form with its preview, files in and out, and the answers that the reply box asks for."""
