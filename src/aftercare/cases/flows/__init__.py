"""Flows as frozen tables: one file a flow, no flow knows another, none imports a framework."""
