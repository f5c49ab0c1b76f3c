"""What people read: frames in, bytes out. The report frames are the one source of the workbook, the page and the flat files."""
