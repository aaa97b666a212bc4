"""The ways money leaves: each file fulfils `money.channels.PayoutChannel`. Nothing here touches the database."""
