"""Recorded speech: what shall be heard, who speaks it, and where the recording is.

Words: an *utterance* is text to be spoken, in a language, by a voice, at a speed; a *clip* is its recording; a
*speech engine* speaks. A clip's *key* names what was asked, its *digest* names the bytes of the MP3.

Promises: clips are rows first, so a crash loses nothing; an engine is never called inside a transaction or a
request; what does not pass the gate is never stored; existing audio stays until newer audio is there.
"""
