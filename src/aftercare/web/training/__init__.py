"""Pages of training (K3): plans, lessons, exams, the trainer's desk."""
