"""Training (K3): courses and plans of newcomers, exams, simulated reception, certificates. Knows conversations, which
ask it through `chat.admission` who may be given buyers."""
