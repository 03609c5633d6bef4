# gnuplot figure.gp makes figure.svg and figure.png
$series0 << EOD
0.5 72.2 486.4600351 180.2798359 3265.692862 6293.813737
1 88.2 487.8145938 180.8640402 3269.474532 6293.813737
2 95 489.0411001 181.4129125 3272.811412 6293.813737
4 97.5 489.8410367 181.7865324 3274.950402 6293.813737
EOD
$series1 << EOD
0.5 88.1 588.9776303 222.938064 3429.522262 6293.813737
1 95.3 590.5356339 223.62482 3433.290935 6293.813737
2 97.8 591.4205698 224.0292612 3435.420436 6293.813737
4 98 591.7686284 224.1940002 3436.195324 6293.813737
EOD
$series2 << EOD
0.5 95 786.4846727 304.5839118 3738.190214 6293.813737
1 97.75 787.6665945 305.1090041 3740.681134 6293.813737
2 98 788.0992901 305.3052766 3741.629553 6293.813737
4 97.8 788.1403846 305.325594 3741.635934 6293.813737
EOD
$series3 << EOD
0.5 97.85 1172.868516 463.6700602 4335.147859 6293.813737
1 98.15 1173.509104 463.9510831 4336.387341 6293.813737
2 98.15 1173.548735 463.9684211 4336.491266 6293.813737
4 97.8 1173.575661 463.9816696 4336.443859 6293.813737
EOD
$series4 << EOD
0.5 98.1 1936.709207 777.4775265 5509.447056 6293.813737
1 98.15 1936.766866 777.5020166 5509.580241 6293.813737
2 98.15 1936.764786 777.5011336 5509.588676 6293.813737
4 97.8 1936.822004 777.5268315 5509.587399 6293.813737
EOD
set xlabel 'converter.lsb_levels' noenhanced
set key bottom right noenhanced
set grid
set xtics noenhanced
set offsets graph 0.05, graph 0.05, 0, 0
do for [format in 'svg png'] {
  if (format eq 'svg') { set terminal svg size 1000,420 background 'white' }
  else { set terminal pngcairo size 1000,420 }
  set output 'figure.'.format
  unset logscale
set multiplot layout 1,2
set ylabel 'accuracy (%)'
plot $series0 using 1:2 with linespoints pt 7 lc 1 title 'converter.bits = 4', $series1 using 1:2 with linespoints pt 7 lc 2 title 'converter.bits = 5', $series2 using 1:2 with linespoints pt 7 lc 3 title 'converter.bits = 6', $series3 using 1:2 with linespoints pt 7 lc 4 title 'converter.bits = 7', $series4 using 1:2 with linespoints pt 7 lc 5 title 'converter.bits = 8'
set ylabel 'energy per image (nJ), low .. high'
set logscale y
plot $series0 using 1:3:4:5 with yerrorlines pt 7 lc 1 title 'this array', $series0 using 1:6 with lines dt 2 lc 1 title 'SRAM baseline', $series1 using 1:3:4:5 with yerrorlines pt 7 lc 2 title '', $series1 using 1:6 with lines dt 2 lc 2 title '', $series2 using 1:3:4:5 with yerrorlines pt 7 lc 3 title '', $series2 using 1:6 with lines dt 2 lc 3 title '', $series3 using 1:3:4:5 with yerrorlines pt 7 lc 4 title '', $series3 using 1:6 with lines dt 2 lc 4 title '', $series4 using 1:3:4:5 with yerrorlines pt 7 lc 5 title '', $series4 using 1:6 with lines dt 2 lc 5 title ''
unset multiplot
}
unset output
