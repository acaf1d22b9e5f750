"""Two records of random bytes in CIFAR-10's binary layout, and some of their pixels as Pillow sees them."""
import csv
import sys

import numpy
import PIL
from PIL import Image

raw = numpy.random.RandomState(20091).randint(0, 256, (2, 3073), dtype=numpy.uint8)
raw[:, 0] = [7, 2]
raw.tofile("two_records.bin")

with open("two_records.csv", "w", newline="") as file:
    file.write(f"# Python {sys.version.split()[0]}, NumPy {numpy.__version__}, Pillow {PIL.__version__}\n")
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["image", "label", "row", "column", "red", "green", "blue"])
    for i, record in enumerate(raw):
        # As torchvision.datasets.CIFAR10 decodes the same bytes.
        picture = Image.fromarray(record[1:].reshape(3, 32, 32).transpose(1, 2, 0))
        for row, column in [(0, 0), (0, 1), (1, 0), (0, 31), (31, 0), (31, 31), (5, 17), (17, 5)]:
            out.writerow([i, record[0], row, column, *picture.getpixel((column, row))])
