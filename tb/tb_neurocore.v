// A small core with a behavioural array: random weights written by pulses, random configurations,
// images of random spikes in random order, stalls on both sides, random settle and conversion
// times, write commands offered in mid-image. Output tokens against a model of the whole core. On
// the crossbar port: driven cycles = settle + phases * conversion + 1, tile and rows stable,
// phases in order, never reading while programming; idle_o only when nothing is under way: in half
// of the images the core's clock stops while it is idle and nothing is offered.
`timescale 1ns / 1ps
`default_nettype none
module tb_neurocore;
`include "tb.vh"
  localparam TILES = 3, INPUTS = 8, COLUMNS = 6, CONVERTERS = 2, CODE_BITS = 6, MEMBRANE_BITS = 10;
  localparam N_IMAGES = 40;
  localparam CODE_MAX = (1 << (CODE_BITS - 1)) - 1, V_MAX = (1 << (MEMBRANE_BITS - 1)) - 1;

  reg         cfg_we = 1'b0, in_valid = 1'b0, in_last = 1'b0, in_eos = 1'b0, out_ready = 1'b0;
  reg  [3:0]  cfg_addr = 4'd0;
  reg  [31:0] cfg_data = 32'd0;
  reg  [4:0]  in_addr = 5'd0;
  reg         prog_valid = 1'b0, prog_polarity = 1'b0;
  reg  [1:0]  prog_tile = 2'd0;
  reg  [3:0]  prog_word_line = 4'd0;
  reg  [2:0]  prog_column = 3'd0;
  reg  [7:0]  prog_pulses = 8'd0;
  reg         xb_ready = 1'b0, xb_code_valid = 1'b0;
  reg  [CONVERTERS*CODE_BITS-1:0] xb_codes, codes_next;
  wire        idle, in_ready, out_valid, out_last, out_eos, prog_ready;
  wire [2:0]  out_addr, xb_column;
  wire        xb_drive, xb_convert, xb_prog, xb_pulse, xb_polarity;
  wire [1:0]  xb_tile, xb_phase;
  wire [7:0]  xb_rows;
  wire [3:0]  xb_word_line;

  reg stop_clock = 1'b0, clock_on = 1'b1;
  always @(negedge clk)
    clock_on = !stop_clock || rst || !idle || in_valid || prog_valid || cfg_we;

  neurocore #(
    .WORD_LINES(2 * INPUTS), .COLUMNS(COLUMNS), .CONVERTERS(CONVERTERS), .CODE_BITS(CODE_BITS),
    .TILES(TILES), .MEMBRANE_BITS(MEMBRANE_BITS)
  ) u_dut (
    .clk_i(clk && clock_on), .rst_i(rst), .idle_o(idle),
    .cfg_we_i(cfg_we), .cfg_addr_i(cfg_addr), .cfg_data_i(cfg_data),
    .in_valid_i(in_valid), .in_ready_o(in_ready), .in_last_i(in_last), .in_eos_i(in_eos),
    .in_addr_i(in_addr),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_last_o(out_last), .out_eos_o(out_eos),
    .out_addr_o(out_addr),
    .prog_valid_i(prog_valid), .prog_ready_o(prog_ready), .prog_tile_i(prog_tile),
    .prog_word_line_i(prog_word_line), .prog_column_i(prog_column),
    .prog_polarity_i(prog_polarity), .prog_pulses_i(prog_pulses),
    .xb_drive_o(xb_drive), .xb_tile_o(xb_tile), .xb_rows_o(xb_rows), .xb_convert_o(xb_convert),
    .xb_phase_o(xb_phase), .xb_ready_i(xb_ready), .xb_code_valid_i(xb_code_valid),
    .xb_codes_i(xb_codes),
    .xb_prog_o(xb_prog), .xb_pulse_o(xb_pulse), .xb_word_line_o(xb_word_line),
    .xb_column_o(xb_column), .xb_polarity_o(xb_polarity)
  );

  // Model: weights by the commands given, membranes, tokens to come
  integer weight [0:TILES*INPUTS*COLUMNS-1];
  integer v [0:COLUMNS-1], refractory [0:COLUMNS-1];
  integer neurons = 1, phases = 1, threshold = 1, leak = 0, gain = 0, subtract = 0, steps_off = 0;
  reg [7:0] bitmap [0:TILES-1];
  reg [4:0] want [0:1023];                      // {last, eos, neuron}
  integer n_want = 0, n_got = 0, n_spikes = 0, n_clamped = 0, n_commands = 0;
  integer steps_in = 0, steps_out = 0, rate_in = 100, rate_out = 100;

  function integer clamp(input integer x, input integer max);
    clamp = x > max ? max : x < -max - 1 ? -max - 1 : x;
  endfunction

  task model_step(input last);
    integer c, t, i, sum, acc, x;
    begin
      for (c = 0; c < neurons; c = c + 1) begin
        acc = 0;
        for (t = 0; t < TILES; t = t + 1) begin
          sum = 0;
          for (i = 0; i < INPUTS; i = i + 1)
            if (bitmap[t][i]) sum = sum + weight[(t*INPUTS+i)*COLUMNS+c];
          if (clamp(sum, CODE_MAX) != sum) n_clamped = n_clamped + 1;
          acc = acc + clamp(sum, CODE_MAX);
        end
        x = leak == 0 ? v[c] : v[c] > 0 ? v[c] + (-v[c] >>> leak) : v[c] - (v[c] >>> leak);
        if (refractory[c] > 0) begin
          refractory[c] = refractory[c] - 1;
        end else begin
          x = clamp(x + acc * (1 << gain), V_MAX);
          if (x >= threshold) begin
            x = subtract ? x - threshold : 0;
            refractory[c] = steps_off;
            want[n_want % 1024] = c;
            n_want = n_want + 1;
            n_spikes = n_spikes + 1;
          end
        end
        v[c] = x;
        if (last) begin
          v[c] = 0;
          refractory[c] = 0;
        end
      end
      want[n_want % 1024] = {last, 1'b1, 3'd0};
      n_want = n_want + 1;
      for (t = 0; t < TILES; t = t + 1) bitmap[t] = 8'd0;
    end
  endtask

  // The array: a level moves by one per pulse; even word lines count up, odd ones down.
  integer level [0:4*2*INPUTS*8-1];
  integer settle = 1, conversion = 1, driven = 0, timer = 0, expected_phase = 0, k, lane, sum;
  reg       pulse_before = 1'b0;
  reg [1:0] tile_before;
  reg [7:0] rows_before;

  task convert;
    for (lane = 0; lane < CONVERTERS; lane = lane + 1) begin
      sum = 0;
      for (k = 0; k < INPUTS; k = k + 1)
        if (xb_rows[k])
          sum = sum + level[{xb_tile, k[2:0], 1'b0, 3'd0} + xb_phase*CONVERTERS + lane]
                    - level[{xb_tile, k[2:0], 1'b1, 3'd0} + xb_phase*CONVERTERS + lane];
      codes_next[lane*CODE_BITS +: CODE_BITS] = clamp(sum, CODE_MAX);
    end
  endtask

  always @(posedge clk) if (!rst) begin
    pulse_before  <= xb_pulse;
    tile_before   <= xb_tile;
    rows_before   <= xb_rows;
    xb_code_valid <= 1'b0;
    xb_codes      <= $random(seed);
    check("reading while programming", xb_drive && xb_prog, 0);
    check("pulse out of programming mode", xb_pulse && !xb_prog, 0);
    if (xb_pulse && !pulse_before)
      level[{xb_tile, xb_word_line, xb_column}] = level[{xb_tile, xb_word_line, xb_column}]
                                                 + (xb_polarity ? 1 : -1);
    if (!xb_drive) begin
      if (driven > 0) begin
        check("driven cycles", driven, settle + phases * conversion + 1);
        check("phases", expected_phase, phases);
      end
      driven   = 0;
      timer    = 0;
      expected_phase = 0;
      xb_ready <= 1'b0;
    end else begin
      if (driven > 0) check("stable", {xb_tile, xb_rows}, {tile_before, rows_before});
      driven = driven + 1;
      check("rows driven", xb_rows != 8'd0, 1);
      if (timer == 1) begin
        xb_code_valid <= 1'b1;
        xb_codes      <= codes_next;
      end
      if (timer > 0) timer = timer - 1;
      if (xb_convert) begin
        check("convert when ready", xb_ready, 1);
        check("phase", xb_phase, expected_phase);
        expected_phase = expected_phase + 1;
        convert;
        if (conversion == 1) begin
          xb_code_valid <= 1'b1;
          xb_codes      <= codes_next;
        end
        timer = conversion - 1;
      end
      xb_ready <= driven >= settle && timer == 0;
    end
  end

  // Sink
  always @(posedge clk) if (!rst) begin
    if (idle) begin
      check("idle only when done", steps_in, steps_out);
      check("array at rest when idle", xb_drive || xb_prog, 0);
    end
    if (in_valid && in_ready && in_eos) steps_in = steps_in + 1;
    if (out_valid && out_ready) begin
      check("a token is due", n_got < n_want, 1);
      check("token", {out_last, out_eos, out_eos ? 3'd0 : out_addr}, want[n_got % 1024]);
      n_got = n_got + 1;
      if (out_eos) steps_out = steps_out + 1;
    end
    out_ready <= coin(rate_out);
  end

  // Write commands in mid-image go to the tile that no spike addresses.
  reg main_programs = 1'b1;
  always @(posedge clk) if (!rst && !main_programs) begin
    if (prog_valid && prog_ready) n_commands = n_commands + 1;
    if (!prog_valid || prog_ready) begin
      prog_valid  <= coin(10);
      prog_tile   <= 2'd3;
      prog_pulses <= below(3);
    end
  end

  task write_register(input [3:0] addr, input integer data);
    begin
      cfg_we   <= 1'b1;
      cfg_addr <= addr;
      cfg_data <= data;
      @(posedge clk);
      cfg_we   <= 1'b0;
    end
  endtask

  task configure;
    begin
      neurons   = 1 + below(COLUMNS);
      phases    = (neurons + CONVERTERS - 1) / CONVERTERS;
      threshold = 1 + below(coin(20) ? V_MAX : 60);
      leak      = coin(30) ? 0 : 1 + below(6);
      gain      = below(5);
      subtract  = coin(50);
      steps_off = coin(50) ? 0 : below(4);
      settle    = 1 + below(5);
      conversion = coin(50) ? 1 : 1 + below(4);
      rate_in   = coin(50) ? 100 : 10 + below(90);
      rate_out  = coin(50) ? 100 : 5 + below(90);
      write_register(0, neurons - 1);
      write_register(1, phases - 1);
      write_register(2, threshold);
      write_register(3, leak);
      write_register(4, gain);
      write_register(5, subtract);
      write_register(6, steps_off);
      write_register(7, 1 + below(3));
      write_register(8, 1 + below(3));
    end
  endtask

  task program_weights(input integer commands);
    integer c, i, word_line, pulses, up;
    begin
      main_programs = 1'b1;
      for (c = 0; c < commands; c = c + 1) begin
        i         = below(TILES * INPUTS);
        word_line = below(2);
        pulses    = below(12);
        up        = coin(60) ^ word_line;
        prog_valid     <= 1'b1;
        prog_tile      <= i / INPUTS;
        prog_word_line <= 2 * (i % INPUTS) + word_line;
        prog_column    <= c % COLUMNS;
        prog_polarity  <= up;
        prog_pulses    <= pulses;
        i = i * COLUMNS + c % COLUMNS;
        weight[i] = weight[i] + (up != word_line ? pulses : -pulses);
        @(posedge clk);
        while (!prog_ready) @(posedge clk);
        prog_valid <= 1'b0;
        if (coin(20)) repeat (below(5)) @(posedge clk);
      end
      while (!idle || prog_valid) @(posedge clk);
      main_programs = 1'b0;
    end
  endtask

  task send(input last, input eos, input [4:0] addr);
    begin
      while (!coin(rate_in)) @(posedge clk);
      in_valid <= 1'b1;
      in_last  <= last;
      in_eos   <= eos;
      in_addr  <= addr;
      @(posedge clk);
      while (!in_ready) @(posedge clk);
      in_valid <= 1'b0;
    end
  endtask

  integer image, step, steps, spikes, tile, row;
  initial begin
    for (k = 0; k < TILES * INPUTS * COLUMNS; k = k + 1) weight[k] = 0;
    for (k = 0; k < 4 * 2 * INPUTS * 8; k = k + 1) level[k] = 0;
    for (k = 0; k < COLUMNS; k = k + 1) begin
      v[k] = 0;
      refractory[k] = 0;
    end
    for (k = 0; k < TILES; k = k + 1) bitmap[k] = 8'd0;
    wait (!rst);
    @(posedge clk);
    while (!idle) @(posedge clk);
    for (image = 0; image < N_IMAGES; image = image + 1) begin
      stop_clock = coin(50);
      configure;
      program_weights(image == 0 ? 200 : below(20));
      steps = 1 + below(12);
      for (step = 0; step < steps; step = step + 1) begin
        spikes = coin(20) ? 0 : below(coin(30) ? 40 : 8);
        tile = below(TILES);
        while (spikes > 0) begin
          if (coin(50)) tile = below(TILES);
          row = below(INPUTS);
          bitmap[tile][row] = 1'b1;
          send(1'b0, 1'b0, {tile[1:0], row[2:0]});
          spikes = spikes - 1;
        end
        model_step(step == steps - 1);
        send(step == steps - 1, 1'b1, below(32));
      end
      main_programs = 1'b1;                     // the last command may still wait
      while (prog_valid && !prog_ready) @(posedge clk);
      prog_valid <= 1'b0;
      @(posedge clk);
      while (!idle) @(posedge clk);
      check("all tokens of the image", n_got, n_want);
    end
    check("some of each kind", n_spikes > 50 && n_clamped > 20 && n_commands > 20, 1);
    verdict(3000);
  end
endmodule
