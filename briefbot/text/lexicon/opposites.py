"""Words and their opposites."""

from __future__ import annotations

OPPOSITES = """
increase decrease; increase decline; increase drop; increase fall; rise fall; rise drop; rise decline; rose fell;
rose dropped; rose declined; grow shrink; grew shrank; growth decline; gain loss; gain lose; surge plunge;
climb drop; expand contract; raise cut; raise lower; strengthen weaken; ease tighten; surplus deficit; profit loss;
more less; more fewer; most least; higher lower; high low; above below; over under; maximum minimum;
majority minority; many few; all some; all none; always never; sometimes always; before after; first last;
earlier later; early late; begin end; began ended; start stop; start end; open close; resume suspend; continue stop;
accept reject; accept refuse; approve reject; agree disagree; agree refuse; allow ban; allow forbid; permit ban;
support oppose; confirm deny; admit deny; praise criticise; praise criticize; encourage discourage; include exclude;
include omit; cause prevent; install remove; keep remove; buy sell; bought sold; import export; arrive leave;
enter leave; join leave; release arrest; attack defend; win lose; won lost; victory defeat; success failure;
succeed fail; survive die; alive dead; guilty innocent; legal illegal; likely unlikely; possible impossible;
known unknown; safe dangerous; complete incomplete; complete partial; positive negative; true false; public private;
national local; domestic foreign; permanent temporary; urban rural; internal external; inside outside; with without;
up down; north south; east west; northern southern; eastern western; left right; male female; man woman; men women;
boy girl; father mother; son daughter; brother sister; husband wife; young old; new old; large small; big small;
long short; strong weak; rich poor; hot cold; slow fast; easy difficult; better worse; best worst;
optimistic pessimistic; ally enemy; friend enemy; together alone; buyer seller; employer employee; teacher student;
doctor patient; former current; past future; day night; morning evening; summer winter
"""
