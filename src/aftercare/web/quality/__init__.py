"""Quality sampling: lists of samples, the conversation beside its scorecard, drawings, figures (K2)."""
