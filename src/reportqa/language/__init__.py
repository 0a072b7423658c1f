"""Chinese words, sentences, years and places: text in, values out."""
