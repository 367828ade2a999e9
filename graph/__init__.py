"""ISCM Graph: the knowledge graph of inter-State consultation mechanisms on migration."""
