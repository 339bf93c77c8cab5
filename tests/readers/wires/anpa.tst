W2201coast
r f BC-XM--HarbourFire    05-09 0140
^BC-XM--Harbour Fire,140<
^Fire destroys two warehouses in Port Merrin<
^AP Photo XM101, XM102<
^By TOVE LARK=
^Associated Press=
	   PORT MERRIN (AP) _ Two warehouses burned down at the harbour of Port Merrin on Thursday, the fire brigade said. 
 
	   ``Nobody was inside,'' Chief Rolf Dahl said. 

	   AP-WF-05-09-24 0815GMT<


W2230coast
r f BC-XM--HarbourFire 1stLd-Writethru   05-09 0160
^BC-XM--Harbour Fire, 1st Ld-Writethru,160<
^Fire destroys three warehouses in Port Merrin<
^Eds: UPDATES throughout with a third building.<
^By TOVE LARK=
^Associated Press=
	   PORT MERRIN (AP) _ Three warehouses burned down at the harbour of Port Merrin on Thursday, the fire brigade said. 
 
	   ``Nobody was inside,'' Chief Rolf Dahl said. 
^;Fire;Hours
^North quay;1;3
^South quay;2;5

	   AP-WF-05-09-24 1130GMT<


