"""The invoice on A4 pages, drawn with reportlab: `document.draw` is the door."""
