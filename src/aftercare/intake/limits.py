"""How much one import may be. A month of a large shop is a tenth of each figure."""

MIB = 1024 * 1024
FILE_BYTES = 100 * MIB  # uploaded
ROWS = 300_000
COLUMNS = 300
CELL_CHARACTERS = 32_767  # Excel's own limit of a cell

PARTS = 500  # files inside an .xlsx
DIRECTORY_BYTES = 256 * 1024  # of the zip directory: 500 parts need a tenth of it
UNPACKED_BYTES = 600 * MIB  # all parts together; streamed, never held
SHARED_TEXT_BYTES = 160 * MIB  # the one part that is held in memory
RATIO = 120  # unpacked to packed; dense sheets reach about 30, a bomb 1,000
RATIO_FROM_BYTES = 1 * MIB  # small parts may be as repetitive as they like
ROW_BYTES = 4 * MIB  # one row of a sheet
