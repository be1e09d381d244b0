## Weight files: what is wrong with them, and with bringing them here.

problem-weights_missing = The model { $model } cannot be used: its file { $file } is missing. Whoever runs this studio gets it with: limner models pull { $model }. Nothing was charged.
problem-weights_foreign = The model { $model } cannot be used: { $trouble ->
        [unknown] { $file } holds { $tensor }, which the network does not have.
        [missing] { $file } lacks { $tensor }.
        [shape] { $tensor } in { $file } has another shape than the network's.
       *[other] { $tensor } in { $file } does not hold 32-bit floats.
    } It is not the published file; limner models verify tells more. Nothing was charged.
problem-weights_unreadable = The model { $model } cannot be used: { $file } is damaged, or holds more than weights; nothing in it was run. Delete it and get it again with: limner models pull { $model }. Nothing was charged.
problem-weights_folder_closed = Nothing can be written into { $folder }: { $cause }.
problem-pull_running = Another limner models pull writes into { $folder }; wait until it has ended.
problem-disk_full = There is no room for { $file }: { $need } MB are needed, { $free } MB are free.
problem-file_not_offered = { $host } does not give { $file } (HTTP { $status }). { $status ->
        [404] Another address can be set with LIMNER_WEIGHTS_MIRROR.
        [407] The proxy wants a name and a password.
       *[other] Try again later, or set another address with LIMNER_WEIGHTS_MIRROR.
    }
problem-no_weights_sent = What { $host } sent as { $file } is no weight file; it was thrown away. Look at what that address shows in a browser.
problem-server_unreachable = { $host } cannot be reached for { $file } ({ $cause }). Behind a proxy, set HTTPS_PROXY; what has arrived stays, and the same command goes on from there.
problem-download_broken = The connection to { $host } broke off again and again. { $here } MB of { $file } are here; the same command goes on from there.
problem-network_settings_wrong = A proxy or a certificate that the environment names cannot be used: { $cause }
