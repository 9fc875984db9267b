"""The evaluation section of a release: own and published scores in one layout, as page and as files."""
