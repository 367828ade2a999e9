"""The commands of `iscm`, by what they do; api/cli.py puts them together."""
