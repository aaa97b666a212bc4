"""Writers of approvals: one verb a file. Called inside the transaction of the matter that is to be approved."""
