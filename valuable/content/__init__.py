"""An author's files: read, checked, and made into the records and pages that all later steps show."""
