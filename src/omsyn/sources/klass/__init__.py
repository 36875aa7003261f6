"""KLASS: Statistics Norway's classifications of municipalities and of what they belong to."""
