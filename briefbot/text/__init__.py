"""English as strings: words, sentences, numbers, dates, places, people and speech found in it."""
