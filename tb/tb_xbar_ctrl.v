// Random steps, settle and conversion times: tiles in list order, rows stable while driven, one
// cycle low between tiles, no start under hold, every phase converted once and only when ready,
// cycles of walk and sweep exact.
`timescale 1ns / 1ps
`default_nettype none
module tb_xbar_ctrl;
`include "tb.vh"
  reg         step_valid = 1'b0, step_last = 1'b0, tx_busy = 1'b0, sweep_done = 1'b0, hold = 1'b0;
  reg  [3:0]  step_tiles = 4'd0;
  reg  [1:0]  last_phase = 2'd3;
  wire        step_done, list_read, drive, convert, code_first, no_codes, last_step, sweep_start;
  wire        idle;
  wire [2:0]  list_index, tile;
  wire [15:0] rows;
  wire [1:0]  phase, code_phase;
  reg         ready = 1'b0, code_valid = 1'b0, fetch_q = 1'b0, drive_q = 1'b0;
  reg  [2:0]  list_tile = 3'd0;
  reg  [15:0] word = 16'd0, rows_q = 16'd0;
  integer     settle = 1, conversion = 1, timer = 0, busy = 0;
  integer     seen = 0, at = 0, n_phases = 0, answered = 0, steps = 0;
  integer     sweep_left = 0, drive_from = 0;
  reg         walking = 1'b0, in_step = 1'b0;

  // Tile number and bitmap of entry i of the list, of this step
  function [2:0] tile_of(input integer i);
    tile_of = i * 3 + steps;
  endfunction
  function [15:0] word_of(input [2:0] t);
    word_of = {13'd1, t} * 16'd2654 + steps;
  endfunction

  xbar_ctrl #(.TILE_WIDTH(3), .PHASE_WIDTH(2), .INPUTS(16)) u_dut (
    .clk_i(clk), .rst_i(rst), .last_phase_i(last_phase), .hold_i(hold),
    .step_valid_i(step_valid), .step_last_i(step_last), .step_tiles_i(step_tiles),
    .step_done_o(step_done), .list_read_o(list_read), .list_index_o(list_index),
    .list_tile_i(list_tile), .word_i(word), .drive_o(drive), .tile_o(tile), .rows_o(rows),
    .convert_o(convert), .phase_o(phase), .ready_i(ready), .code_valid_i(code_valid),
    .code_phase_o(code_phase), .code_first_o(code_first), .no_codes_o(no_codes),
    .last_step_o(last_step), .tx_busy_i(tx_busy), .sweep_start_o(sweep_start),
    .sweep_done_i(sweep_done), .idle_o(idle)
  );

  // Bitmap memory: list one cycle after the read, word one later
  always @(posedge clk) begin
    fetch_q <= list_read;
    if (list_read) list_tile <= tile_of(list_index);
    if (fetch_q)   word      <= word_of(list_tile);
  end

  // Array: ready settle cycles after drive, code conversion cycles after convert
  always @(posedge clk) begin
    code_valid <= 1'b0;
    if (!drive) begin
      ready <= 1'b0;
      timer <= 1;
      busy  <= 0;
    end else begin
      timer <= timer + 1;
      if (convert) begin
        busy       <= conversion - 1;
        code_valid <= conversion == 1;
        ready      <= conversion == 1;
      end else if (busy > 0) begin
        busy       <= busy - 1;
        code_valid <= busy == 1;
        ready      <= busy == 1;
      end else if (timer >= settle) ready <= 1'b1;
    end
  end

  always @(posedge clk) if (!rst) begin
    drive_q <= drive;
    rows_q  <= rows;
    tx_busy <= below(4) == 0;
    hold    <= below(3) == 0;
    if (step_valid && idle && hold) seen = cycle + 1;
    sweep_done <= 1'b0;
    // A new step, when the last has been swept
    if (idle && !step_valid && !in_step && below(4) == 0) begin
      step_valid <= 1'b1;
      step_last  <= below(2);
      step_tiles <= below(3) ? 1 + below(7) : 0;
      last_phase <= below(4);
      settle     <= 1 + below(5);
      conversion <= 1 + below(3);
      in_step = 1'b1;
      at = 0;
      seen = cycle + 1;
    end
    if (drive && !drive_q) begin
      check("tile order", tile, tile_of(at));
      check("rows", rows, word_of(tile_of(at)));
      check("first drive", at == 0 ? cycle - seen : 3, 3);
      n_phases = 0;
      answered = 0;
      drive_from = cycle;
      at = at + 1;
    end
    if (drive && drive_q) check("rows hold", rows, rows_q);
    if (convert) begin
      check("converts when ready", ready && drive, 1);
      check("phase order", phase, n_phases);
      n_phases = n_phases + 1;
    end
    if (code_valid) begin
      check("code phase", code_phase, answered);
      check("first tile", code_first, at == 1);
      answered = answered + 1;
    end
    if (!drive && drive_q) begin
      check("all phases", answered, last_phase + 1);
      check("driven cycles", cycle - drive_from, settle + conversion * (last_phase + 1) + 1);
    end
    if (step_done) begin
      check("all tiles", at, step_tiles);
      step_valid <= 1'b0;
      if (step_tiles != 0)
        check("walk", cycle - seen,
              1 + step_tiles * (settle + conversion * (last_phase + 1) + 2));
      else check("empty walk", cycle - seen, 0);
    end
    if (sweep_start) begin
      check("waits for the transmitter", tx_busy, 0);
      check("no codes", no_codes, at == 0);
      check("last", last_step, step_last);
      sweep_left = 1 + below(5);
    end else if (sweep_left > 0) begin
      sweep_left = sweep_left - 1;
      if (sweep_left == 0) begin
        sweep_done <= 1'b1;
        in_step = 1'b0;
        steps = steps + 1;
      end
    end
    if (steps == 300 || cycle == 90000) verdict(15000);
  end
endmodule
