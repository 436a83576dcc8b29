"""What everybody may need and what knows no word of the domain: ids, time, text, labels, errors, the one way
out."""
