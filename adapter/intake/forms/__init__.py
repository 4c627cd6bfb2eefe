"""What people answered in a Microsoft Forms export."""
