"""Writes the results of a night as the published ones: staging, checking, swapping, and the certificate with digests.

The certificate holds the digest of every file. The asset group `assets/reports.py` calls this room. Writing and certifying
files belongs in this room. The content of the files belongs to `cutline.reports` and `cutline.ledger`, and reading a
published night to `assets/published_nights`. Read `atomic_publication.py` first.
"""
