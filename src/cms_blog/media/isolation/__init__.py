"""Decoding of AVIF and HEIC in a process of its own, with limited memory and without secrets.

The header of such a file can name fewer pixels than its video frames have. The decoders allocate
the frames before they compare, so that a file of 4 KB takes more than a gigabyte.
"""
