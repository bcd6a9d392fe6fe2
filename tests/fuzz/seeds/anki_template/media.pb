
	
a.png