@rem Elsewhere `exec` is the shell's own: it gives its place to a command, which npm then signals directly.
@%*
