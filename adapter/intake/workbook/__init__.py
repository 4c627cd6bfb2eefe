"""The canonical workbook: its sheets, reading it, writing it, an empty one."""
