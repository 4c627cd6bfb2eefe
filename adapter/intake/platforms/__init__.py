"""What meeting platforms say about who was there: Teams and Zoom."""
