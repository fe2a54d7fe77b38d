// Draws the other charts, one after another, once the whole page is read.
setTimeout(itmap.begin);
