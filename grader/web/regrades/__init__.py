"""What the pages of regrades are made of: forms read, tables narrowed, differences kept."""
