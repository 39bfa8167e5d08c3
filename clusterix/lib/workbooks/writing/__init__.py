"""The workbook people fill: `template.write_template`, with drop-downs, locked cells, instructions and notes."""
