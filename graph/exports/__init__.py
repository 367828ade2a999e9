EXPORTERS: tuple = ()
