"""How the results of a night become the published ones: staging, checking, swapping, and the certificate with the digest of
every file.

Writing and certifying files belongs here. Their content belongs to `cutline.reports` and `cutline.ledger`. Read
`atomic_publication.py` first.
"""
