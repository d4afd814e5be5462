mod asterisk;
