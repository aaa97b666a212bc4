"""How the model is made: written examples, readable by anybody, and the training (`aftercare train-disputes`)."""
