a = 'b' ; [ ( } "\d
<<EOT
